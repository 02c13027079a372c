// A file of Deployments, each with a mistake in one field, for the editor's side of the bench.

export function manifestText(documents: number): string {
  return Array.from({ length: documents }, (_, index) => documentText(index)).join('---\n');
}

/** One character more in the middle of the file: the image of the middle document. */
export function editedText(text: string, documents: number): string {
  const name = `image: nginx:1.${Math.floor(documents / 2)}.`;
  return text.replace(name, `${name}1`);
}

function documentText(index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-${index}
  labels:
    app: web-${index}
spec:
  replica: 3
  selector:
    matchLabels:
      app: web-${index}
  template:
    metadata:
      labels:
        app: web-${index}
    spec:
      containers:
        - name: web
          image: nginx:1.${index}.0
          ports:
            - containerPort: 80
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
          readinessProbe:
            httpGet:
              path: /
              port: 80
`;
}

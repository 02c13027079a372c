// The speeds that are offered, in seconds of the cluster a second.

export const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 60, 300, 1000] as const;

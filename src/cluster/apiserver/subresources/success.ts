// The answer to a subresource's POST that leaves nothing to show.
import type { Status } from '../../../apimachinery/apiStatus';
import type { ApiResponse } from '../../client/apiHandler';

const STATUS: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  code: 201,
};

export const SUCCESS: ApiResponse = { code: 201, body: STATUS };

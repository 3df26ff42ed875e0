import { FAULT_TEXTS, type Fault, UPLOAD_TYPE, type UploadResult } from '@vivarium/contract';
import { ApiFault } from '../wire/call.ts';

/** Sends a file, and tells how much of it has left: fetch cannot. Rejects with `ApiFault`. */
export function upload(file: Blob, onShare: (share: number) => void): Promise<UploadResult> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (fault: Fault) => reject(new ApiFault(fault));
    request.open('POST', '/api/transfer/upload');
    request.setRequestHeader('content-type', UPLOAD_TYPE);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 1 : loaded / total);
    request.onerror = () => fail({ code: 'UNREACHABLE', ...FAULT_TEXTS.UNREACHABLE });
    request.onload = () => {
      if (request.status === 200) resolve(request.response as UploadResult);
      else if (isFault(request.response)) fail(request.response);
      else fail({ code: 'INTERNAL', ...FAULT_TEXTS.INTERNAL });
    };
    request.send(file);
  });
}

function isFault(body: unknown): body is Fault {
  return typeof body === 'object' && body !== null && 'code' in body && 'meaning' in body;
}

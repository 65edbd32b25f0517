// Copied from Kaleyra's page "Send Read Receipt Messages"; only the two missing commas of the 202 sample are added.

export const accepted = `{
"code":"WA202",
"message":"Request Accepted",
"data":{
"message_id":"AXXXXXXXXXXXXXXXXXXX"
},
"error":{}
}`;

/** The codes of the page; `WA-401` stands there twice. */
export type SampleName = 'RBC001' | 'WA401' | 'WA400' | 'WA500' | 'E110' | 'WA-401' | 'WA-401-version';

export const failures: Readonly<Record<SampleName, readonly [status: number, sample: string]>> = {
  RBC001: [
    401,
    `{
"code": "RBC001",
"message": "Incorrect SID or API key.",
"data": [],
"error": {
"error": "Incorrect SID or API key."
}
}`,
  ],
  WA401: [
    401,
    `{
"code": "WA401",
"message": "Phone number is not present or does not belong to the account.",
"data": {},
"error": {
"phone_number": "Phone number is not present or does not belong to the account."
}
}`,
  ],
  WA400: [
    400,
    `{
"code": "WA400",
"message": "Refer to correct payload format",
"data": {},
"error": {
"payload": "Incorrect payload format"
}
}`,
  ],
  WA500: [
    500,
    `{
"code": "WA500",
"message": "Please try again later",
"data": {},
"error": {
"error": "Internal server error"
}
}`,
  ],
  E110: [
    400,
    `{
"code": "E110",
"message": "Please check your balance, You have a low balance!",
"data": {},
"error": {
"balance": "Please check your balance, You have a low balance!"
}
}`,
  ],
  'WA-401': [
    401,
    `{
"code": "WA-401",
"message": "API is not available for given customer.Please contact support for more info",
"data": {},
"error": {
"account": "API is not available for given customer.Please contact support for more info"
}
}`,
  ],
  'WA-401-version': [
    401,
    `{
"code": "WA-401",
"message": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint.",
"data": {},
"error": {
"phone_number": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint."
}
}`,
  ],
};

/** A sample without its line breaks. */
export function compact(sample: string): string {
  return JSON.stringify(JSON.parse(sample));
}

// The bodies of Kaleyra's page "Send Read Receipt Messages", character by character.

/** Success, 202. It lacks two commas on the page, so it is no JSON. */
export const documentedSuccess = `{
"code":"WA202"
"message":"Request Accepted",
"data":{
"message_id":"AXXXXXXXXXXXXXXXXXXX"
}
"error":{}
}`;

/** Every failure of the page: its title, status, code and what the failure means. */
export const documentedFailures = [
  {
    title: 'Unauthorized',
    status: 401,
    code: 'RBC001',
    kind: 'halt',
    body: `{
"code": "RBC001",
"message": "Incorrect SID or API key.",
"data": [],
"error": {
"error": "Incorrect SID or API key."
}
}`,
  },
  {
    title: 'Unauthorized phone number',
    status: 401,
    code: 'WA401',
    kind: 'halt',
    body: `{
"code": "WA401",
"message": "Phone number is not present or does not belong to the account.",
"data": {},
"error": {
"phone_number": "Phone number is not present or does not belong to the account."
}
}`,
  },
  {
    title: 'Incorrect payload',
    status: 400,
    code: 'WA400',
    kind: 'reject',
    body: `{
"code": "WA400",
"message": "Refer to correct payload format",
"data": {},
"error": {
"payload": "Incorrect payload format"
}
}`,
  },
  {
    title: 'Internal Server Error',
    status: 500,
    code: 'WA500',
    kind: 'retry',
    body: `{
"code": "WA500",
"message": "Please try again later",
"data": {},
"error": {
"error": "Internal server error"
}
}`,
  },
  {
    title: 'Low balance',
    status: 400,
    code: 'E110',
    kind: 'halt',
    body: `{
"code": "E110",
"message": "Please check your balance, You have a low balance!",
"data": {},
"error": {
"balance": "Please check your balance, You have a low balance!"
}
}`,
  },
  {
    title: 'Unauthorised Account type',
    status: 401,
    code: 'WA-401',
    kind: 'halt',
    body: `{
"code": "WA-401",
"message": "API is not available for given customer.Please contact support for more info",
"data": {},
"error": {
"account": "API is not available for given customer.Please contact support for more info"
}
}`,
  },
  {
    title: 'Unauthorized phone number version',
    status: 401,
    code: 'WA-401',
    kind: 'halt',
    body: `{
"code": "WA-401",
"message": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint.",
"data": {},
"error": {
"phone_number": "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint."
}
}`,
  },
] as const;

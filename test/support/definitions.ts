/** What reads back as: everything that may be left out, with its default. */
export const responseDefaults = {
  status: 200,
  headers: {},
  delay: 0,
  repeat: null,
  weight: 0.5,
  used_count: 0,
  is_active: true,
};

export const routeDefaults = {
  method: "GET",
  auth: null,
  response_selection: "greedy",
  used_count: 0,
  is_active: true,
};

/** The refusal of an Auth that has none of its own. */
export const defaultRefusal = {
  status: 401,
  headers: {},
  delay: 0,
  body: { error: "Unauthorized", message: "Authentication failed." },
  used_count: 0,
};

// What html-validate looks for in every page: its recommended rules, but for what Material writes.
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "no-trailing-whitespace": "off", // a question of style
    "doctype-style": "off", // the same
    "valid-id": ["error", { relaxed: true }], // Material's hidden boxes are called __drawer and the like
    "valid-autocomplete": "off", // on those boxes it keeps browsers from opening the menu by themselves
    "wcag/h32": "off", // the search has no button to send it: it answers while one types
    "unique-landmark": "off", // Material's list of parts stands in its list of pages; axe looks at names
    "aria-label-misuse": ["error", { allowAnyNamable: true }], // a list may have a name
    "prefer-native-element": ["error", { exclude: ["region"] }], // a box that scrolls: any element can be one
  },
};

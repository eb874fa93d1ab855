"use strict";
// The admin's boxes for choosing many put a label on a bare span, which assistive technology may not read out.
addEventListener("load", () => {
  for (const icon of document.querySelectorAll(".search-label-icon[aria-label]")) {
    icon.setAttribute("role", "img");
  }
});

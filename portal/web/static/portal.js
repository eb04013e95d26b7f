// Remember the language a reader chooses; everything else works without this file.
document.addEventListener("click", function (event) {
  var link = event.target.closest && event.target.closest("a[data-language]");
  if (link) {
    document.cookie = "language=" + link.dataset.language +
      "; path=/; max-age=31536000; SameSite=Lax" +
      (location.protocol === "https:" ? "; Secure" : "");
  }
});

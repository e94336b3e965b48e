#!/bin/sh
# docs/picture.png: the time line's page of a simulated run, as Chromium shows it.
cd "$(dirname "$0")/.." || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "picture: no Chromium here" >&2; exit 1; }
cp cli/lib/_demo/scripts/convoy.py "$tmp" || exit 1
(cd "$tmp" && "$OLDPWD/gilvm" trace -o page.html --sim=cores=2 --gil=interval:5000 convoy.py) || exit 1
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,560 \
    --screenshot="$PWD/docs/picture.png" "file://$tmp/page.html" 2>/dev/null && ls -l docs/picture.png

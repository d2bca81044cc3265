# The image of one connector:
#
#   docker build --build-arg CONNECTOR=destination-tidepool-so --build-arg VERSION=0.1.0 \
#     -t airbyte-ts/destination-tidepool-so:0.1.0 .
#
# CONNECTOR is a folder of connectors/. VERSION must be the dockerImageTag of its metadata.yaml: the build stops when it
# is not, so the labels, the metadata and the tag cannot tell different versions. What this file relies on is tested
# without Docker in integration_tests/image.

# The bundles of all connectors: plain JavaScript, so they are made once, on the builder's own platform.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts/ scripts/
COPY spec/ spec/
COPY src/ src/
COPY connectors/ connectors/
# Not `npm run build`: that would look for the development dependency "node", which is not installed without scripts.
RUN node scripts/build.ts

# The files of one connector, as the image holds them.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS files
ARG CONNECTOR
ARG VERSION
WORKDIR /files
COPY connectors/ connectors/
RUN set -eu; \
    fail() { echo "$1" >&2; exit 1; }; \
    known="$(ls connectors | tr '\n' ' ')"; \
    [ -n "${CONNECTOR:-}" ] || fail "CONNECTOR is missing. Add --build-arg CONNECTOR=<name>, where <name> is one of: $known"; \
    metadata="connectors/$CONNECTOR/metadata.yaml"; \
    [ -f "$metadata" ] || fail "There is no connector named '$CONNECTOR'. Known names: $known"; \
    value() { sed -n "s/^  $1: *[\"']\{0,1\}\([^\"' ]*\).*/\1/p" "$metadata"; }; \
    version="$(value dockerImageTag)"; \
    [ "${VERSION:-}" = "$version" ] || fail "VERSION is '${VERSION:-}', but $metadata says $version. Add --build-arg VERSION=$version"; \
    [ "$(value dockerRepository)" = "airbyte-ts/$CONNECTOR" ] || fail "dockerRepository in $metadata is not airbyte-ts/$CONNECTOR."
COPY LICENSE ./
COPY --from=build /build/dist/ dist/
# `run` starts Node without core dumps (they would hold records and secrets) and with a heap that fits the container:
# 60 % leaves room for the batches, which live outside the heap.
# `exec` is a program for those who start the ENTRYPOINT; see below.
RUN set -eu; \
    [ -f "dist/$CONNECTOR.js" ] || { echo "The build made no dist/$CONNECTOR.js." >&2; exit 1; }; \
    mkdir -p /image/connector /image/bin; \
    cp "dist/$CONNECTOR.js"* LICENSE /image/connector/; \
    if [ -d dist/chunks ]; then cp -R dist/chunks /image/connector/; fi; \
    printf '%s\n' '{ "type": "module" }' > /image/connector/package.json; \
    printf '%s\n' '#!/bin/sh' \
      'ulimit -c 0' \
      "exec node --disable-warning=DeprecationWarning --max-old-space-size-percentage=60 --max-semi-space-size=8 --heap-growing-percent=50 \"\${0%/*}/$CONNECTOR.js\" \"\$@\"" \
      > /image/connector/run; \
    printf '%s\n' '#!/bin/sh' 'exec "$@"' > /image/bin/exec; \
    chmod 0755 /image/connector/run /image/bin/exec; \
    chmod -R a+rX,a-w /image/connector /image/bin

FROM node:26.10.0-slim
ARG CONNECTOR
ARG VERSION
LABEL io.airbyte.name="airbyte-ts/${CONNECTOR}" \
      io.airbyte.version="${VERSION}" \
      org.opencontainers.image.title="${CONNECTOR}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/airbyte-ts/destinations"
# The base image's own user has the ids that the platform wants (1000:1000), under another name. It owns /airbyte, where
# tools mount their files, but not the connector's code. npm and its like have no business here.
RUN groupmod --new-name airbyte node \
 && usermod --login airbyte --home /airbyte/home --shell /usr/sbin/nologin node \
 && install -d -o airbyte -g airbyte /airbyte /airbyte/home \
 && rm -rf /home/node /usr/local/lib/node_modules /opt/yarn* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg
COPY --from=files /image/bin/exec /usr/local/bin/exec
COPY --from=files /image/connector/ /airbyte/connector/
ENV NODE_ENV=production \
    HOME=/airbyte/home \
    TZ=UTC \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8
USER 1000:1000
WORKDIR /airbyte
# The platform runs `eval "$AIRBYTE_ENTRYPOINT write …"` in a background subshell and, on cancel, signals that subshell
# only. There `exec` is the shell's own word: the connector takes the subshell's place, gets the SIGTERM, and its exit
# code is the one recorded. Docker knows no such word and finds the program /usr/local/bin/exec, which does the same.
# So one command serves both, and both must stay equal: the acceptance tests compare them.
ENV AIRBYTE_ENTRYPOINT="exec /airbyte/connector/run"
ENTRYPOINT ["exec", "/airbyte/connector/run"]

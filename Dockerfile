# The image of one connector:
#
#   docker build --build-arg CONNECTOR=destination-tidepool-so --build-arg VERSION=0.1.0 \
#     -t airbyte-ts/destination-tidepool-so:0.1.0 .
#
# It needs BuildKit (the default of Docker since version 23, before that DOCKER_BUILDKIT=1) or Podman 4. Docker's
# classic builder stops at the first FROM, because it does not set BUILDPLATFORM.
#
# CONNECTOR is a folder of connectors/. VERSION must be the dockerImageTag of its metadata.yaml: the build stops when it
# is not, so the labels, the metadata and the tag cannot differ in the version. REVISION and CREATED (a commit and a
# time as in 2026-01-31T12:00:00Z) are optional and become labels.
#
# Behind a registry of your own, or a proxy that opens TLS connections, hand npm's settings and your certificate
# authorities to the build. They are read during `npm ci` and are in no layer:
#
#   --secret id=npmrc,src=$HOME/.npmrc --secret id=ca,src=/etc/ssl/certs/company.pem
#
# What this file relies on is tested without an engine in integration_tests/image, and with one by `npm run test:image`.

# The bundles of all connectors: plain JavaScript, so they are made once, on the builder's own platform.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=secret,id=ca,target=/run/secrets/ca \
    if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --ignore-scripts
COPY tsconfig.json ./
COPY spec/ spec/
COPY src/ src/
COPY connectors/ connectors/
# Not `npm run build`: that would look for the development dependency "node", which is not installed without scripts.
RUN node --conditions=@airbyte-ts/source src/devtools/main.ts build

# The files of one connector, as the image holds them.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS files
ARG CONNECTOR
ARG VERSION
WORKDIR /files
COPY connectors/ connectors/
RUN set -eu; \
    fail() { echo "$1" >&2; exit 1; }; \
    known="$(cd connectors && ls -d destination-* | tr '\n' ' ')"; \
    [ -n "${CONNECTOR:-}" ] || fail "CONNECTOR is missing. Add --build-arg CONNECTOR=<name>, where <name> is one of: $known"; \
    metadata="connectors/$CONNECTOR/metadata.yaml"; \
    [ -f "$metadata" ] || fail "There is no connector named '$CONNECTOR'. Known names: $known"; \
    value() { sed -n "s/^  $1: *[\"']\{0,1\}\([^\"' ]*\).*/\1/p" "$metadata"; }; \
    version="$(value dockerImageTag)"; \
    [ "${VERSION:-}" = "$version" ] || fail "VERSION is '${VERSION:-}', but $metadata says $version. Add --build-arg VERSION=$version"; \
    [ "$(value dockerRepository)" = "airbyte-ts/$CONNECTOR" ] || fail "dockerRepository in $metadata is not airbyte-ts/$CONNECTOR."
COPY LICENSE ./
COPY --from=build /build/dist/ dist/
# dist/bills says which bundles this connector loads, with their hashes, and what they are made of: no other connector's
# code gets into the image, and what does is what `npm run build` makes.
# `run` starts Node without core dumps (they would hold records and secrets) and with a heap that fits the container:
# 60 % leaves room for the batches, which live outside the heap. From 32 KiB on, glibc maps memory separately then and returns it when it is
# freed: V8's compilers allocate in pieces of that size, and freed ones would keep some megabytes.
# `exec` is a program for those who start the ENTRYPOINT; see below.
# All files get one fixed time, so that the same sources give the same layer.
RUN set -eu; \
    [ -f "dist/$CONNECTOR.js" ] || { echo "The build made no dist/$CONNECTOR.js." >&2; exit 1; }; \
    mkdir -p /image/connector /image/bin; \
    cp "dist/bills/$CONNECTOR/"* LICENSE /image/connector/; \
    while read -r _ file; do \
      mkdir -p "$(dirname "/image/connector/$file")"; \
      cp "dist/$file" "/image/connector/$file"; \
    done < "dist/bills/$CONNECTOR/SHA256SUMS"; \
    (cd /image/connector && sha256sum --check --quiet SHA256SUMS); \
    printf '%s\n' '{ "type": "module" }' > /image/connector/package.json; \
    printf '%s\n' '#!/bin/sh' \
      'ulimit -c 0' \
      'export "MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-32768}"' \
      "exec node --disable-warning=DeprecationWarning --max-old-space-size-percentage=60 \"\${0%/*}/$CONNECTOR.js\" \"\$@\"" \
      > /image/connector/run; \
    printf '%s\n' '#!/bin/sh' 'exec "$@"' > /image/bin/exec; \
    chmod 0755 /image/connector/run /image/bin/exec; \
    chmod -R a+rX,a-w /image/connector /image/bin; \
    find /image/connector /image/bin -exec touch --no-dereference --date=@0 {} +

# The base of the image's own platform. Nothing runs in it: an image for arm64 is built on amd64 without emulation.
FROM node:26.10.0-slim AS base

# Its file system, changed by programs of the builder's platform. The base image's own user has the ids that the
# platform wants (1000:1000), under another name. It owns /airbyte, where tools mount their files, but not the
# connector's code. npm and similar programs are not needed there.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS system
COPY --from=base / /system/
RUN set -eu; \
    rm -rf /system/home/node /system/usr/local/lib/node_modules /system/opt/yarn* \
      /system/usr/local/bin/npm /system/usr/local/bin/npx /system/usr/local/bin/corepack \
      /system/usr/local/bin/yarn /system/usr/local/bin/yarnpkg /system/usr/local/etc/npmrc; \
    cd /system/etc; \
    sed -i 's/^node:x:1000:/airbyte:x:1000:/; s/^\([^:]*:.*[:,]\)node$/\1airbyte/' group; \
    sed -i 's|^node:x:1000:1000:[^:]*:.*|airbyte:x:1000:1000::/airbyte/home:/usr/sbin/nologin|' passwd; \
    sed -i 's/^node:/airbyte:/' shadow gshadow; \
    rm -f passwd- group- shadow- gshadow-; \
    grep -q '^airbyte:x:1000:1000:' passwd; \
    install -d -o 1000 -g 1000 /system/airbyte /system/airbyte/home; \
    touch --date=@0 . passwd group shadow gshadow; \
    cd /system; \
    touch --date=@0 . home usr/local/lib usr/local/bin usr/local/etc opt airbyte airbyte/home

FROM scratch
ARG CONNECTOR
ARG VERSION
ARG REVISION
ARG CREATED
COPY --from=system /system/ /
COPY --from=files /image/bin/exec /usr/local/bin/exec
COPY --from=files /image/connector/ /airbyte/connector/
LABEL io.airbyte.name="airbyte-ts/${CONNECTOR}" \
      io.airbyte.version="${VERSION}" \
      org.opencontainers.image.title="${CONNECTOR}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="docker.io/library/node:26.10.0-slim" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/airbyte-ts/destinations"
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    HOME=/airbyte/home \
    TZ=UTC \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8
USER 1000:1000
WORKDIR /airbyte
# The platform runs `eval "$AIRBYTE_ENTRYPOINT write …"` in a background subshell and, on cancel, signals that subshell
# only. There `exec` is the shell's built-in: the connector takes the subshell's place, gets the SIGTERM, and its exit
# code is the one recorded. Docker has no such built-in and starts the program /usr/local/bin/exec, which does the same.
# So one command serves both, and both must stay equal: the acceptance tests compare them.
ENV AIRBYTE_ENTRYPOINT="exec /airbyte/connector/run"
ENTRYPOINT ["exec", "/airbyte/connector/run"]

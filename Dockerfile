FROM node:24-slim AS build
WORKDIR /trickster
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsdown.config.ts ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production \
    TRICKSTER_HOST=0.0.0.0 \
    TRICKSTER_PORT=8080 \
    TRICKSTER_ALLOW_HOST=*
WORKDIR /trickster
COPY --from=build /trickster/package.json ./
COPY --from=build /trickster/node_modules ./node_modules
COPY --from=build /trickster/dist ./dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "const e = process.env; fetch(`http://127.0.0.1:${e.TRICKSTER_INTERNAL_PORT || e.TRICKSTER_PORT}${e.TRICKSTER_INTERNAL_PREFIX || '/internal'}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/trickster/dist/cli.js"]
CMD ["run"]

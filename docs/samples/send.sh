#!/usr/bin/env bash
# Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… ./send.sh northwind
set -euo pipefail

id="msg_$(openssl rand -hex 16)"   # one for each event; the same at every attempt
timestamp=$(date +%s)              # new at every attempt
body='{"type":"customer.onboarded","data":{"tenant":"'"$1"'","metadata":{"externalConfigurationId":"123456789"}}}'

key=$(printf '%s' "${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
signature=$(printf '%s' "$id.$timestamp.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)

curl --silent --show-error --write-out '\n%{http_code}\n' "$WEBHOOK_URL" \
  -H 'Content-Type: application/json' \
  -H "webhook-id: $id" \
  -H "webhook-timestamp: $timestamp" \
  -H "webhook-signature: v1,$signature" \
  --data-binary "$body"

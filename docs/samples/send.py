# Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… python3 send.py northwind
import base64, hashlib, hmac, json, os, sys, time, urllib.error, urllib.request, uuid

id = f"msg_{uuid.uuid4()}"  # one for each event; the same at every attempt
timestamp = int(time.time())  # new at every attempt
data = {"tenant": sys.argv[1], "metadata": {"externalConfigurationId": "123456789"}}
body = json.dumps({"type": "customer.onboarded", "data": data}).encode()

key = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
signed = f"{id}.{timestamp}.".encode() + body
signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()

request = urllib.request.Request(os.environ["WEBHOOK_URL"], data=body, method="POST", headers={
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": str(timestamp),
    "webhook-signature": f"v1,{signature}",
})
try:
    response = urllib.request.urlopen(request)
except urllib.error.HTTPError as problem:
    response = problem
print(response.read().decode())
print(response.status)

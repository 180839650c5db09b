// Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… go run send.go northwind
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	id := fmt.Sprintf("msg_%d", time.Now().UnixNano()) // one for each event; the same at every attempt
	timestamp := fmt.Sprint(time.Now().Unix())         // new at every attempt
	body := fmt.Sprintf(`{"type":"customer.onboarded","data":{"tenant":%q}}`, os.Args[1])
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "." + body))
	signature := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	request, _ := http.NewRequest("POST", os.Getenv("WEBHOOK_URL"), strings.NewReader(body))
	request.Header = http.Header{"Content-Type": {"application/json"}, "Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "Webhook-Signature": {signature}}
	response, _ := http.DefaultClient.Do(request)
	answer, _ := io.ReadAll(response.Body)
	fmt.Printf("%s\n%d\n", answer, response.StatusCode)
}

<?php // Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… php send.php northwind

$id = 'msg_' . bin2hex(random_bytes(16)); // one for each event; the same at every attempt
$timestamp = time();                      // new at every attempt
$body = json_encode([
    'type' => 'customer.onboarded',
    'data' => ['tenant' => $argv[1], 'metadata' => ['externalConfigurationId' => '123456789']],
]);

$key = base64_decode(str_replace('whsec_', '', getenv('WEBHOOK_SECRET')));
$signature = base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));

$answer = file_get_contents(getenv('WEBHOOK_URL'), false, stream_context_create(['http' => [
    'method' => 'POST',
    'ignore_errors' => true,
    'header' => [
        'Content-Type: application/json',
        "webhook-id: $id",
        "webhook-timestamp: $timestamp",
        "webhook-signature: v1,$signature",
    ],
    'content' => $body, // the very text that was signed
]]));
echo $answer, "\n", explode(' ', $http_response_header[0])[1], "\n";

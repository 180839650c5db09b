namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What makes two webhooks the same delivery.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="DeliveryId">1 to 128 of <c>A-Z a-z 0-9 _ -</c>.</param>
internal readonly record struct DeliveryKey(string Partner, string DeliveryId);

namespace PleoFunctions.Baselines.MinimalApi;

internal sealed record Webhook(string Type, DateTimeOffset Timestamp, Onboarding Data);

namespace PleoFunctions.Testing.OpenApi;

/// <summary>An answer does not fit the OpenAPI document.</summary>
public sealed class ContractViolationException(string message) : Exception(message);

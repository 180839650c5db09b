namespace PleoFunctions.Testing.OpenApi;

/// <summary>An answer is not what the OpenAPI document says.</summary>
public sealed class ContractViolationException(string message) : Exception(message);

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>The root of the attributes that mark the parameter an event arrives in.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;

using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function's method.</summary>
public class FunctionParameter(
    string name,
    Type type,
    bool hasDefaultValue,
    object? defaultValue,
    IReadOnlyDictionary<string, object> properties
)
{
    public FunctionParameter(string name, Type type)
        : this(name, type, false, null) { }

    public FunctionParameter(string name, Type type, bool hasDefaultValue, object? defaultValue)
        : this(name, type, hasDefaultValue, defaultValue, ImmutableDictionary<string, object>.Empty) { }

    public FunctionParameter(string name, Type type, IReadOnlyDictionary<string, object> properties)
        : this(name, type, false, null, properties) { }

    public string Name { get; } = name;

    public Type Type { get; } = type;

    public bool HasDefaultValue { get; } = hasDefaultValue;

    /// <summary>Whether null can be passed.</summary>
    public bool IsReferenceOrNullableType { get; } = !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

    public object? DefaultValue { get; } = defaultValue;

    /// <summary>What the generators know about the parameter.</summary>
    public IReadOnlyDictionary<string, object> Properties { get; } = properties;
}

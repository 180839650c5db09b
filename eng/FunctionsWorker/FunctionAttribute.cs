namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a method a function and gives it the name it has in the app.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name, unique in the app.</summary>
    public string Name { get; } = name;
}

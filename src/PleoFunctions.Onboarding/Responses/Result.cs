using System.Diagnostics.CodeAnalysis;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>The result of a step of the flow: a value to continue with, or the problem that ends the flow.</summary>
internal readonly struct Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;

    private Result(T? value, Problem? problem) => (_value, _problem) = (value, problem);

    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = value is null ? _problem ?? Problem.Internal : null;
        return value is not null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(null, problem);
}

using System.Reflection;

namespace PleoFunctions.Infra.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("Repository");

    public static string Infra { get; } = Path.Combine(Root, "infra");

    /// <summary>A value that the build stored in the assembly.</summary>
    public static string Metadata(string key) =>
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal))
            .Value!;

    /// <summary>A file's text, by its path from the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The files of a kind under <c>infra</c>, by their paths from the root.</summary>
    public static IReadOnlyList<string> InfraFiles(string pattern) =>
        [
            .. Directory
                .EnumerateFiles(Infra, pattern, SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
}

using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Documentation;

/// <summary>The editor's files start the app and the tests with one key: the projects they name exist.</summary>
public sealed partial class EditorFilesTests
{
    [Theory]
    [InlineData(".vscode/launch.json")]
    [InlineData(".vscode/tasks.json")]
    [InlineData(".vscode/settings.json")]
    [InlineData(".vscode/extensions.json")]
    [InlineData(".devcontainer/devcontainer.json")]
    public void Each_file_is_JSON_and_names_projects_that_exist(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        Should.NotThrow(() => JsonElement.Parse(text));
        foreach (var project in Projects().Matches(text).Select(match => match.Value))
        {
            var name = Path.GetFileName(project);
            File.Exists(Path.Combine(Repository.Root, project, $"{name}.csproj")).ShouldBeTrue($"{file}: {project}");
        }
    }

    [Fact]
    public void Each_start_builds_first()
    {
        var tasks = Read(".vscode/tasks.json", "tasks").Select(task => task.GetProperty("label").GetString());

        var needed = Read(".vscode/launch.json", "configurations")
            .Where(start => start.GetProperty("request").GetString() is "launch")
            .Select(start => start.GetProperty("preLaunchTask").GetString())
            .ToList();

        needed.ShouldNotBeEmpty();
        needed.Except(tasks, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static JsonElement.ArrayEnumerator Read(string file, string list) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, file))).GetProperty(list).EnumerateArray();

    [GeneratedRegex(@"\b(src|tests)/PleoFunctions(\.\w+)*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Projects();
}

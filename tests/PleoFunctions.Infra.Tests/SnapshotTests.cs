namespace PleoFunctions.Infra.Tests;

/// <summary>
/// What each parameter file deploys is committed beside it, so that a review shows what a change to the template
/// does. After a change on purpose: <c>UPDATE_SNAPSHOTS=true dotnet test --project tests/PleoFunctions.Infra.Tests</c>.
/// </summary>
public sealed class SnapshotTests
{
    private static readonly bool Update = string.Equals(
        System.Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS"),
        "true",
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly Snapshot[] Committed = [.. Snapshot.All, Snapshot.Identities];

    public static TheoryData<string> Names { get; } = [.. Committed.Select(snapshot => snapshot.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_committed_snapshot_is_what_the_template_deploys(string name)
    {
        var snapshot = Committed.Single(one => string.Equals(one.Name, name, StringComparison.Ordinal));

        var run = await snapshot.RunAsync("validate");
        if (Update && run.ExitCode != 0)
        {
            run = await snapshot.RunAsync("overwrite");
        }

        run.ExitCode.ShouldBe(
            0,
            $"{run.Errors}{run.Output}\nIf that is meant: UPDATE_SNAPSHOTS=true dotnet test --project tests/PleoFunctions.Infra.Tests"
        );
        run.Errors.ShouldBeEmpty();
    }
}

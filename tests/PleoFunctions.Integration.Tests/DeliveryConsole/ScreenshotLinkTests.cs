using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

public sealed class ScreenshotLinkTests
{
    [Theory]
    [InlineData("docs/operations.md", "images/console-list.png")]
    [InlineData("docs/operations.md", "images/console-timeline.png")]
    [InlineData("docs/operations.md", "images/console-dark.png")]
    [InlineData("docs/operations.md", "images/console-phone.png")]
    [InlineData("README.md", "docs/images/console-timeline.png")]
    public async Task The_documentation_shows_only_images_that_exist(string page, string picture)
    {
        var path = Path.Combine(Repository.Root, page);

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldContain($"({picture})");
        File.Exists(Path.Combine(Path.GetDirectoryName(path)!, picture)).ShouldBeTrue();
    }
}

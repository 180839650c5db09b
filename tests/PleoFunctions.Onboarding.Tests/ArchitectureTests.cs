namespace PleoFunctions.Onboarding.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Azure.Functions")]
    [InlineData("Microsoft.Azure.WebJobs")]
    [InlineData("PleoFunctions")]
    public void The_core_knows_no_host(string family)
    {
        var references = typeof(OnboardingHandler).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        references.ShouldNotBeEmpty();
        references.Where(name => name.StartsWith(family, StringComparison.Ordinal)).ShouldBeEmpty();
    }
}

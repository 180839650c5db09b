using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>
/// Tests in a browser. They run one at a time, and no other test runs beside them: their server runs in this process, and
/// the console records the spans of the whole process.
/// </summary>
[CollectionDefinition(nameof(BrowserTests), DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<HeadlessChromium>;

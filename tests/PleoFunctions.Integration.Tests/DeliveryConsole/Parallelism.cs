using PleoFunctions.Integration.Tests.DeliveryConsole.Browser;
using Xunit.Sdk;
using Xunit.v3;

// Browsers and servers have the machine's cores to themselves.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(HeadlessChromium))]

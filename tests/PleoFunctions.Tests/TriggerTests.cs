using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Functions;

namespace PleoFunctions.Tests;

/// <summary>What the host reads from the functions.</summary>
public sealed class TriggerTests
{
    private static readonly IReadOnlyList<MethodInfo> Functions =
    [
        .. typeof(OnboardingFunction)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
                )
            )
            .Where(method => method.IsDefined(typeof(FunctionAttribute))),
    ];

    [Fact]
    public void The_functions_have_these_keys_methods_routes_and_schedules() =>
        Functions
            .Select(Describe)
            .ShouldBe(
                [
                    "Onboarding: Function post webhooks/{partner}/onboarding",
                    "Liveness: Anonymous get health/live",
                    "Readiness: Anonymous get health/ready",
                    "ListDeliveries: Anonymous get deliveries/{partner}",
                    "ReadDelivery: Anonymous get deliveries/{partner}/{tenant}/{deliveryId}",
                    "ReplayDelivery: Anonymous post deliveries/{partner}/{tenant}/{deliveryId}/replay",
                    "ReadCustomer: Anonymous get customers/{partner}/{tenant}",
                    "EraseCustomer: Anonymous delete customers/{partner}/{tenant}",
                    "OpenApi: Anonymous get openapi.json",
                    "Recover: %Recovery__Schedule%",
                ],
                ignoreOrder: true
            );

    [Fact]
    public void Their_names_are_valid_in_setting_names() =>
        // AzureWebJobs.<name>.Disabled, which on Linux holds no hyphen.
        Functions.ShouldAllBe(method => NameOf(method).All(char.IsAsciiLetterOrDigit));

    [Fact]
    public void They_are_public_and_return_a_response_where_there_is_a_request() =>
        Functions.ShouldAllBe(method =>
            method.IsPublic
            && method.DeclaringType!.IsVisible
            && method.ReturnType
                == (TriggerOf(method) is HttpTriggerAttribute ? typeof(Task<HttpResponseData>) : typeof(Task))
        );

    [Fact]
    public void The_timer_makes_up_for_a_missed_run_but_does_not_run_at_each_start()
    {
        var timer = Functions.Select(TriggerOf).OfType<TimerTriggerAttribute>().ShouldHaveSingleItem();

        timer.UseMonitor.ShouldBeTrue();
        timer.RunOnStartup.ShouldBeFalse();
    }

    private static string Describe(MethodInfo method) =>
        TriggerOf(method) switch
        {
            HttpTriggerAttribute http =>
                $"{NameOf(method)}: {http.AuthLevel} {string.Join(' ', http.Methods!)} {http.Route}",
            TimerTriggerAttribute timer => $"{NameOf(method)}: {timer.Schedule}",
            var other => $"{NameOf(method)}: {other.GetType().Name}",
        };

    private static TriggerBindingAttribute TriggerOf(MethodInfo method) =>
        method
            .GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>())
            .OfType<TriggerBindingAttribute>()
            .Single();

    private static string NameOf(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()!.Name;
}

using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.Hosting;

/// <summary>Checks the function key of a webhook as the Functions host does in Azure.</summary>
internal static class FunctionKeys
{
    /// <summary>The header that may hold a key.</summary>
    public const string Header = "x-functions-key";

    /// <summary>What <c>func start</c> passes on, because it asks for no key: the admin key, without a name.</summary>
    public static readonly CallerKey None = new(Name: null, IsAdmin: true);

    public static void UseFunctionKeys(this WebApplication app) =>
        // Before the console records the request, as the host checks the key before the app sees it.
        app.Use(next =>
            context =>
            {
                if (IsWebhook(context.Request))
                {
                    if (Find(context.Request) is not { } key)
                    {
                        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                        return Task.CompletedTask;
                    }

                    context.Features.Set(key);
                }

                return next(context);
            }
        );

    private static bool IsWebhook(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.RouteValues.ContainsKey("partner")
        && !request.RouteValues.ContainsKey("deliveryId");

    /// <summary>The key of a request; null when it is not one of Local's.</summary>
    private static CallerKey? Find(HttpRequest request)
    {
        // The host takes the first value, and the address only without the header (AuthenticationLevelHandler).
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            request.Query.TryGetValue("code", out values);
        }

        if (values is not [{ Length: > 0 } key, ..])
        {
            return None;
        }

        var partners = request.HttpContext.RequestServices.GetRequiredService<PartnerDirectory>();
        return LocalKeys.NameOfFunctionKey(key, partners) is { } name
            ? new CallerKey(name, IsAdmin: name is CallerKey.Master)
            : null;
    }
}

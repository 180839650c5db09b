using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Probing;

/// <summary>Something that the app assumes about Pleo, and what a probe has seen of it.</summary>
/// <param name="Id">Its name, for programs.</param>
/// <param name="Assumed">What the app assumes.</param>
/// <param name="Seen">What Pleo did.</param>
/// <param name="Verdict">Whether both agree.</param>
internal sealed record Assumption(string Id, string Assumed, string Seen, Verdict Verdict)
{
    /// <summary>The status that the PUT of a probe gives. It differs from the one that the POSTs give.</summary>
    public const string UpdatedStatus = InstallationStatus.Inactive;

    private const string NoAnswer = "nothing: the call before gave no usable answer";

    /// <summary>Compares the app's assumptions with what a probe has seen.</summary>
    public static IReadOnlyList<Assumption> Judge(ProbeObservations seen) =>
        [
            Introspection(seen),
            EmptyLook(seen),
            Create(seen),
            Resource(seen),
            SecondPost(seen),
            Update(seen),
            Metadata(seen),
            Mark(seen),
            Look(seen),
            Delete(seen),
            Errors(seen),
        ];

    private static Assumption Introspection(ProbeObservations seen)
    {
        var of = new Draft("introspect", "GET /v1/introspect works with an API key and names the key's company.");
        return seen.Introspection switch
        {
            { Subject: { Urn: { } urn } subject } => of.Holds($"{urn}, authenticated by {subject.AuthMethod ?? "?"}"),
            { Subject: not null } => of.Fails("an answer without a subject"),
            var answer => of.FailsUnlessUnclear(answer),
        };
    }

    private static Assumption EmptyLook(ProbeObservations seen)
    {
        var of = new Draft("get_without_installation", "GET answers 404 while there is no installation.");
        return seen.LookBefore is { Status: 404 } look
            ? of.Holds(look.Summary)
            : of.FailsUnlessUnclear(seen.LookBefore);
    }

    private static Assumption Create(ProbeObservations seen)
    {
        var of = new Draft("post", "POST answers 2xx with one installation of the documented form.");
        return One(seen.Create) is not null
            ? of.Holds(seen.Create!.Summary)
            : of.FailsUnlessUnclear(seen.Create, "with a body of another form");
    }

    private static Assumption Resource(ProbeObservations seen)
    {
        var of = new Draft("resource", "The installation's resource is the company that introspect names.");
        return (One(seen.Create), seen.Introspection?.Subject?.Urn) switch
        {
            ({ } created, { } urn) when CompanyUrn.AreSame(created.Resource, urn) => of.Holds(created.Resource),
            ({ } created, { } urn) => of.Fails($"{created.Resource}, and {urn} by introspect"),
            _ => of.Unclear(NoAnswer),
        };
    }

    private static Assumption SecondPost(ProbeObservations seen)
    {
        var of = new Draft(
            "second_post",
            "A second POST makes no second installation: it answers 409, or 2xx with the one that is there."
        );
        return (One(seen.Create), seen.CreateAgain, One(seen.CreateAgain)) switch
        {
            (null, _, _) => of.Unclear(NoAnswer),
            (_, { Status: 409 } again, _) => of.Holds(again.Summary),
            ({ } first, { } again, { } second) when !first.Id.Equals(second.Id, StringComparison.Ordinal) => of.Fails(
                $"{again.Summary} with another installation"
            ),
            (_, { } again, { } second) => of.Holds(
                $"{again.Summary} with the same installation, {(second.CarriesDeliveryId(seen.Marks.CreateAgain) ? "changed to the second POST's metadata" : "with the metadata of the first POST")}"
            ),
            (_, var again, _) => of.FailsUnlessUnclear(again, "with a body of another form"),
        };
    }

    private static Assumption Update(ProbeObservations seen)
    {
        var of = new Draft("put", "PUT answers 2xx with the installation, which has the new status.");
        // Without an installation a PUT has nothing to update.
        var nothingThere = One(seen.Create) is null && One(seen.CreateAgain) is null;
        return nothingThere && seen.Update is not { Succeeded: true } ? of.Unclear(NoAnswer)
            : One(seen.Update) is not { } updated ? of.FailsUnlessUnclear(seen.Update, "with a body of another form")
            : updated.Status is UpdatedStatus ? of.Holds($"{seen.Update!.Summary}, status {updated.Status}")
            : of.Fails($"{seen.Update!.Summary}, status {updated.Status}");
    }

    private static Assumption Metadata(ProbeObservations seen)
    {
        var of = new Draft("put_metadata", "PUT replaces the metadata.");
        var after = One(seen.LookAfterUpdate) ?? One(seen.Update);
        return seen.Update is not { Succeeded: true } || after is null ? of.Unclear(NoAnswer)
            : TextOf(after, ProbeObservations.Changed) is not { } changed
            || !changed.Equals(seen.Marks.Update, StringComparison.Ordinal)
                ? of.Fails("not changed: the values are not those of the PUT")
            : after.Metadata.ContainsKey(ProbeObservations.LeftOut)
                ? of.Fails("merged: a value that the PUT left out is still there")
            : of.Holds("replaced");
    }

    private static Assumption Mark(ProbeObservations seen)
    {
        var of = new Draft(
            "mark",
            $"The mark {InstallationRequest.DeliveryIdKey} comes back unchanged, after POST and after PUT."
        );
        var (created, updated) = (One(seen.Create), One(seen.LookAfterUpdate) ?? One(seen.Update));
        var afterPost = created?.CarriesDeliveryId(seen.Marks.Create);
        var afterPut = seen.Update is { Succeeded: true } ? updated?.CarriesDeliveryId(seen.Marks.Update) : null;
        return (afterPost, afterPut) switch
        {
            (true, true) => of.Holds("unchanged after both"),
            (false, false) => of.Fails("changed or missing after both"),
            (false, _) => of.Fails("changed or missing after POST"),
            (_, false) => of.Fails("changed or missing after PUT"),
            (true, null) => of.Unclear("unchanged after POST; PUT gave no usable answer"),
            (null, true) => of.Unclear("unchanged after PUT; POST gave no usable answer"),
            _ => of.Unclear(NoAnswer),
        };
    }

    private static Assumption Look(ProbeObservations seen)
    {
        var of = new Draft("get_after_put", "GET shows one installation, at once as the PUT left it.");
        return seen.Update is not { Succeeded: true } ? of.Unclear(NoAnswer)
            : seen.LookAfterUpdate is { Installations: { Count: not 1 } several } look
                ? of.Fails($"{look.Summary} with {several.Count} installations")
            : One(seen.LookAfterUpdate) is not { } found
                ? of.FailsUnlessUnclear(seen.LookAfterUpdate, "with a body of another form")
            : found.Status is UpdatedStatus && found.CarriesDeliveryId(seen.Marks.Update)
                ? of.Holds($"{seen.LookAfterUpdate!.Summary}, status {found.Status}")
            : of.Fails($"an older state: status {found.Status}");
    }

    private static Assumption Delete(ProbeObservations seen)
    {
        var of = new Draft("delete", "After DELETE, GET answers 404.");
        return (seen.Delete, seen.LookAfterDelete) switch
        {
            ({ Succeeded: true } deleted, { Status: 404 } look) => of.Holds($"{deleted.Summary}, then {look.Summary}"),
            ({ Succeeded: true } deleted, { RefusesKey: true } look) => of.Fails(
                $"{deleted.Summary}, then {look.Summary}: Pleo revoked the key"
            ),
            ({ Succeeded: true }, { Installations: [var left, ..] }) => of.Fails(
                $"the installation is still shown, with status {left.Status}"
            ),
            ({ Succeeded: true }, var look) => of.FailsUnlessUnclear(look, "with a list that is empty"),
            var (deleted, _) => of.Unclear($"{deleted?.Summary ?? NoAnswer}"),
        };
    }

    private static Assumption Errors(ProbeObservations seen)
    {
        var of = new Draft("errors", "Each error has a status that the app knows. The app needs no body.");
        var errors = seen.Calls.Where(call => call.Answer.Status is >= 300).ToList();
        var told = string.Join(
            "; ",
            errors.Select(call =>
                $"{call.Name}: {call.Answer.Summary} {(call.Answer.Body.IsEmpty ? "without a body" : $"with a body of {call.Answer.MediaType ?? "no type"}")}"
            )
        );
        return errors.Count == 0 ? of.Unclear("no error")
            : errors.All(call => call.Answer.Status is 400 or 401 or 403 or 404 or 409 or 429 or >= 500)
                ? of.Holds(told)
            : of.Fails(told);
    }

    private static Installation? One(PleoAnswer? answer) => answer?.Installations is [var one] ? one : null;

    private static string? TextOf(Installation installation, string name) =>
        installation.Metadata.TryGetValue(name, out var value)
        && value.ValueKind is System.Text.Json.JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>An assumption before it is compared.</summary>
    private sealed record Draft(string Id, string Assumed)
    {
        public Assumption Holds(string seen) => new(Id, Assumed, seen, Verdict.Holds);

        public Assumption Fails(string seen) => new(Id, Assumed, seen, Verdict.DoesNotHold);

        public Assumption Unclear(string seen) => new(Id, Assumed, seen, Verdict.NotSeen);

        /// <summary>
        /// An answer that is not the expected one. A 429, a server's error or no answer says nothing about the assumption.
        /// </summary>
        public Assumption FailsUnlessUnclear(PleoAnswer? answer, string andIfSucceeded = "") =>
            answer is null ? Unclear("nothing: the call was not made")
            : answer.Status is null or 429 or >= 500 ? Unclear(answer.Summary)
            : Fails(answer.Succeeded ? $"{answer.Summary} {andIfSucceeded}".TrimEnd() : answer.Summary);
    }
}

/// <summary>Whether an assumption agrees with what was seen.</summary>
internal enum Verdict
{
    Holds,

    DoesNotHold,

    /// <summary>Nothing was seen that confirms or refutes it.</summary>
    NotSeen,
}

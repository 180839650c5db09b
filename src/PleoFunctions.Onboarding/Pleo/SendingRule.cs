using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The rule for one way in which an attempt can end.</summary>
/// <param name="Receipt">What Pleo can have had.</param>
/// <param name="Next">What to do next, while time and attempts last.</param>
/// <param name="Problem">What to answer when they do not.</param>
internal readonly record struct SendingRule(Receipt Receipt, Next Next, ProblemCode Problem);

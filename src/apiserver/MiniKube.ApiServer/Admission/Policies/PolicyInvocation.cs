using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Matching;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A policy that is about a write, by way of one of its bindings, with one object of parameters.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Binding">The binding.</param>
/// <param name="Matched">In which version the policy looks at the write.</param>
/// <param name="Parameters">Null where there are none.</param>
/// <param name="Complaint">Why the policy cannot be asked; empty when it can.</param>
internal sealed record PolicyInvocation<TPolicy>(
    TPolicy Policy, PolicyBinding Binding, MatchedResource Matched, JsonObject? Parameters, string Complaint = "")
    where TPolicy : AdmissionPolicy;

using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

internal static class LeaseRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject lease, Complaints complaints)
    {
        var spec = lease.Object("spec");
        NumberRules.Positive(spec, Spec, complaints, "leaseDurationSeconds");
        NumberRules.NonNegative(spec, Spec, complaints, "leaseTransitions");
        if (spec.Text("holderIdentity") is { Length: 0 })
        {
            complaints.Invalid(Spec.Child("holderIdentity"), "", "must not be empty");
        }
    }
}

using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.Schema.CustomResources;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>Decides which names of a definition are accepted: those that no other definition of its group has. Pure.</summary>
internal static class DefinitionPlanner
{
    /// <param name="definition">The definition; not changed.</param>
    /// <param name="others">The other definitions of its group.</param>
    /// <param name="now">The time of conditions that change.</param>
    /// <returns>The status that it should have.</returns>
    public static JsonObject Status(JsonObject definition, IEnumerable<JsonObject> others, string now)
    {
        var status = definition.Child("status")?.DeepClone().AsObject() ?? [];
        var taken = Taken.By(others);
        var wanted = definition.Child("spec").Child("names") ?? [];
        var accepted = status.Ensure("acceptedNames");
        var (reason, message) = Accept(accepted, wanted, taken);
        DefinitionConditions.Set(status, "NamesAccepted", reason.Length == 0, reason.Length == 0 ? "NoConflicts" : reason, message, now);
        if (!DefinitionConditions.IsTrue(definition, "Established"))
        {
            var (isServed, why, said) = Established(definition, reason.Length == 0);
            DefinitionConditions.Set(status, "Established", isServed, why, said, now);
        }

        if (DefinitionApproval.Of(definition) is { IsAsked: true } approval)
        {
            DefinitionConditions.Set(status, DefinitionConditions.Approval, approval.IsApproved, approval.Reason, approval.Message, now);
        }

        return status;
    }

    private static (bool IsServed, string Reason, string Message) Established(JsonObject definition, bool isNamed) => isNamed
        ? CustomResourceDefinitions.IsConversionTrusted(definition)
            ? (true, "InitialNamesAccepted", "the initial names have been accepted")
            : (false, "InvalidCABundle", "The conversion webhook CABundle is invalid")
        : (false, "NotAccepted", "not all names are accepted");

    /// <summary>Takes over every name that is free; tells the last one that is not.</summary>
    private static (string Reason, string Message) Accept(JsonObject accepted, JsonObject wanted, Taken taken)
    {
        var conflict = (Reason: "", Message: "no conflicts found");
        foreach (var (field, reason, names) in new[]
        {
            ("plural", "PluralConflict", taken.Resources),
            ("singular", "SingularConflict", taken.Resources),
            ("kind", "KindConflict", taken.Kinds),
            ("listKind", "ListKindConflict", taken.Kinds),
        })
        {
            if (names.Contains(wanted.Text(field)))
            {
                conflict = (reason, $"\"{wanted.Text(field)}\" is already in use");
            }
            else
            {
                accepted[field] = wanted.Text(field);
            }
        }

        var clashing = wanted.Texts("shortNames").Where(taken.Resources.Contains).ToList();
        if (clashing.Count > 0)
        {
            conflict = ("ShortNamesConflict", string.Join(", ", clashing.Select(name => $"\"{name}\" is already in use")));
        }
        else
        {
            accepted.CopyFrom(wanted, "shortNames");
        }

        accepted.CopyFrom(wanted, "categories");
        return conflict;
    }

    private sealed record Taken(HashSet<string> Resources, HashSet<string> Kinds)
    {
        public static Taken By(IEnumerable<JsonObject> others)
        {
            var taken = new Taken([], []);
            foreach (var names in others.Select(other => other.Child("status").Child("acceptedNames")))
            {
                taken.Resources.UnionWith([names.Text("plural"), names.Text("singular"), .. names.Texts("shortNames")]);
                taken.Kinds.UnionWith([names.Text("kind"), names.Text("listKind")]);
            }

            taken.Resources.Remove("");
            taken.Kinds.Remove("");
            return taken;
        }
    }
}

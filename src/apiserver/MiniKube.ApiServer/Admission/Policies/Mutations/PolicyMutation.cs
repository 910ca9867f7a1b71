using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel;
using MiniKube.Cel.Values;
using MiniKube.Schema.Decoding;

namespace MiniKube.ApiServer.Admission.Policies.Mutations;

/// <summary>An entry of <c>mutations</c>, compiled once. Immutable.</summary>
/// <param name="Program">Makes the patch.</param>
internal abstract record PolicyMutation(TypedProgram Program)
{
    /// <summary>The name of the field that holds the program.</summary>
    public abstract string Field { get; }

    /// <param name="mutation">The entry.</param>
    /// <param name="environment">What its program may name.</param>
    public static PolicyMutation Compile(JsonObject mutation, CelEnvironment environment) => mutation.Text("patchType") == "JSONPatch"
        ? new JsonPatchMutation(TypedProgram.Compile(mutation.Child("jsonPatch").Text("expression"), environment, MutationTypes.Patches))
        : new ConfigurationMutation(TypedProgram.Compile(mutation.Child("applyConfiguration").Text("expression"), environment, MutationTypes.Root));

    /// <summary>Applies what the program made.</summary>
    /// <param name="made">The program's value.</param>
    /// <param name="current">The object, in the version that was matched; not changed.</param>
    /// <param name="matched">What the object is.</param>
    /// <returns>The object as it shall be, or why it cannot be made.</returns>
    public (JsonObject? Changed, string Complaint) Apply(in CelValue made, JsonObject current, MatchedResource matched)
    {
        var (changed, complaint) = Patch(made, current, matched);
        if (changed is null || ReferenceEquals(changed, current))
        {
            return (changed, complaint);
        }

        if (changed.Text("kind") != current.Text("kind") || changed.Text("apiVersion") != current.Text("apiVersion"))
        {
            return (null, "a mutation may not change kind or apiVersion of the object");
        }

        try
        {
            var settled = MutatedObject.Settle(changed, matched, DecodeOptions.Default);
            return settled.StrictError is { } unknown ? (null, unknown) : (settled.Object, "");
        }
        catch (DecodeException error)
        {
            return (null, error.Message);
        }
    }

    /// <returns>A tree of its own, or the same when nothing is to be done; null with the reason when it cannot be made.</returns>
    protected abstract (JsonObject? Changed, string Complaint) Patch(in CelValue made, JsonObject current, MatchedResource matched);
}

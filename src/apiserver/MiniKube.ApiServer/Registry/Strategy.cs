using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>What is special about a kind. This one serves kinds about which nothing is; others set its facts or override its steps.</summary>
internal class Strategy
{
    /// <summary><c>metadata.generation</c> counts the changes of what is desired: everything but metadata and status.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>A PUT may leave <c>metadata.resourceVersion</c> out.</summary>
    public bool AllowsUnconditionalUpdate { get; init; } = true;

    /// <summary>A PUT of an object that is not there makes it.</summary>
    public bool AllowsCreateOnUpdate { get; init; }

    /// <summary>A delete answers with the object that is gone, not with a Status.</summary>
    public bool ReturnsDeletedObject { get; init; }

    /// <summary>What happens to dependents when a delete does not say.</summary>
    public PropagationPolicy DefaultPropagation { get; init; } = PropagationPolicy.Background;

    /// <summary>A create may bring the status with it, though there is a status subresource.</summary>
    public bool TakesStatusOnCreate { get; init; }

    /// <summary>An update of the status leaves the labels as they are.</summary>
    public bool StatusKeepsLabels { get; init; }

    /// <summary>Sets what the server decides about a new object. Runs after defaults.</summary>
    public virtual void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
    }

    /// <summary>Keeps or sets what a client may not change. Runs after defaults; <paramref name="existing"/> is not to be changed.</summary>
    public virtual void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
    }

    /// <summary>Makes of an object sent to a subresource such as <c>status</c> the existing one with only that part changed.</summary>
    public virtual void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        KeepAllBut(desired, existing, "status");
        if (StatusKeepsLabels)
        {
            desired.Metadata.CopyFrom(existing.Metadata, "labels");
        }
    }

    /// <summary>The fields that a write of the resource, or of a subresource, leaves as they were, so that it cannot own them.</summary>
    public virtual FieldSet ResetFields(ResourceDefinition definition, string subresource)
    {
        if (subresource != "status")
        {
            return definition.HasStatus ? FieldSet.Of("status") : FieldSet.Empty;
        }

        var kept = definition.Schema.OrderedFields.Select(field => field.Name).Where(name => name is not ("metadata" or "status"));
        string[] metadata = definition.IsCustom ? ["metadata"] : StatusKeepsLabels ? ["metadata.labels"] : [];
        return FieldSet.Of([.. kept, .. metadata]);
    }

    /// <summary>The kind's own rules, beyond those of the schema.</summary>
    public virtual void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
    }

    /// <summary>The kind's own rules for new objects, beyond those of the schema.</summary>
    public virtual void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
    }

    /// <summary>The kind's own rules for changes, beyond those of the schema.</summary>
    public virtual void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
    }

    /// <summary>What the schema's rules for changes look at.</summary>
    public virtual JsonObject ForChangeRules(RegistryRequest request, JsonObject desired, JsonObject existing) => desired;

    /// <summary>True when the change is one of what is desired, which the generation counts.</summary>
    public virtual bool IsNewGeneration(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        if (!HasGeneration || request.Subresource == "status")
        {
            return false;
        }

        return !JsonEquality.AreEqual(desired, existing, "apiVersion", "kind", "metadata", "status");
    }

    /// <summary>Seconds that an object lives on after its delete, so that somebody can wind it up; null when the kind knows no such thing.</summary>
    public virtual long? GracePeriodSeconds(JsonObject existing, long? asked) => null;

    /// <summary>Called once, when a delete finds that the object must stay for a while.</summary>
    public virtual void PrepareForDeletion(JsonObject existing)
    {
    }

    /// <summary>The object must stay although it has no <c>metadata.finalizers</c>.</summary>
    public virtual bool IsHeldBack(JsonObject existing) => false;

    /// <summary><see cref="AllocateAsync"/> may take something.</summary>
    public virtual bool Allocates => false;

    /// <summary>Takes addresses, ports and the like for a create (<paramref name="existing"/> is null) or an update.</summary>
    public virtual ValueTask AllocateAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject? existing,
        WriteBatch batch,
        CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Waits, after a write and before its answer, until what follows from it can be relied on.</summary>
    public virtual ValueTask SettleAsync(Revision written, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Gives back what <see cref="AllocateAsync"/> took.</summary>
    public virtual void Release(JsonObject existing, WriteBatch batch)
    {
    }

    /// <summary>Copies every top-level field but metadata and the named one over from <paramref name="existing"/>.</summary>
    protected static void KeepAllBut(JsonObject desired, JsonObject existing, string changing)
    {
        foreach (var name in desired.Concat(existing).Select(field => field.Key).Distinct().ToList())
        {
            if (name is not ("apiVersion" or "kind" or "metadata") && name != changing)
            {
                desired.CopyFrom(existing, name);
            }
        }
    }
}

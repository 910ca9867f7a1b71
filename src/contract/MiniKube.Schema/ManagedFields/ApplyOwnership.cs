using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.ManagedFields;

/// <summary>
/// Server-side apply: lays a configuration over an object, takes out what the applier no longer asks for, and refuses to change what others
/// own unless forced. Pure; defaults, admission and storage come after it.
/// </summary>
public sealed class ApplyOwnership
{
    private const string BeforeFirstApply = "before-first-apply";

    private readonly OwnershipContext _context;
    private readonly JsonObject _config;
    private readonly JsonObject _live;
    private readonly ManagedEntries _entries;

    private ApplyOwnership(JsonObject? existing, JsonObject config, OwnershipContext context)
    {
        _context = context;
        _config = config;
        _live = existing?.DeepClone().AsObject() ?? [];
        _entries = ManagedEntries.ReadStored(_live.Object("metadata").Member("managedFields") as JsonArray);
        _ = _live.Object("metadata")?.Remove("managedFields");
    }

    /// <param name="existing">The object as it is, in the version of the request; null when there is none.</param>
    /// <param name="config">What the applier wants, as it sent it.</param>
    /// <param name="context">Who applies.</param>
    /// <param name="isForced">Takes over what others own.</param>
    public static ApplyResult Apply(JsonObject? existing, JsonObject config, OwnershipContext context, bool isForced)
    {
        if (TypedValidation.Complaint(config, context.Type) is { } complaint)
        {
            return new ApplyResult.Malformed(complaint);
        }

        try
        {
            return new ApplyOwnership(existing, config, context).Run(isForced);
        }
        catch (DecodeException error)
        {
            return new ApplyResult.Malformed(error.Message);
        }
    }

    private ApplyResult Run(bool isForced)
    {
        NoteUnowned();
        Reconcile();
        var self = _context.Identity(ManagerIdentity.Apply);
        var own = _entries.Find(self);
        var set = FieldExtraction.Extract(_config, _context.Type).ExceptAllBelow(_context.Ignored).Except(ServerFields.Stripped);
        var applied = Applied(own, set);
        var difference = ObjectComparison.Of(_live, applied, _context.Type, _context.Ignored);
        var others = _entries.All.Where(entry => !ReferenceEquals(entry, own)).ToList();
        var loss = new OwnershipLoss(_live, applied, difference, _context);
        if (!isForced && Conflicts(others, loss) is { IsEmpty: false } conflicts)
        {
            return new ApplyResult.Conflicting(conflicts);
        }

        foreach (var other in others)
        {
            _ = loss.Apply(other, _entries);
        }

        Own(own, self, set, JsonEquality.AreEqual(_live, applied));
        if (_context.Manager == LastApplied.Kubectl)
        {
            LastApplied.Renew(applied, _config);
        }

        _entries.WriteTo(applied.Ensure("metadata"));
        return new ApplyResult.Applied(applied);
    }

    /// <summary>An object whose owners were never noted belongs to whoever was before.</summary>
    private void NoteUnowned()
    {
        if (_entries.All.Count > 0 || _live.Count == 0)
        {
            return;
        }

        var set = ObjectComparison.Of([], _live, _context.Type, _context.Ignored).Set.Except(ServerFields.Stripped);
        if (!set.IsEmpty)
        {
            var before = _context with { Manager = BeforeFirstApply };
            _entries.All.Add(ManagedEntry.Create(before.Identity(ManagerIdentity.Update), _context.ApiVersion, set, _context.Time));
        }
    }

    private void Reconcile()
    {
        if (!_context.IsCustom)
        {
            return;
        }

        foreach (var entry in _entries.All.Where(entry => entry.ApiVersion == _context.ApiVersion))
        {
            entry.SetFields(SchemaReconciliation.Reconcile(entry.Fields, _live, _context.Type));
        }
    }

    private JsonObject Applied(ManagedEntry? own, FieldSet set)
    {
        var merged = TypedMerge.Merge(_live, _config, _context.Type);
        if (own is null || IsAllAppliedAgain(own, set))
        {
            return CanonicalJson.Normalize(merged, _context.Type);
        }

        // With what nobody owns, such as the name: the metadata would go as a whole with the last thing in it that somebody owned.
        var kept = set.Union(ServerFields.Unowned);
        var owned = new Dictionary<string, FieldSet>(StringComparer.Ordinal) { [_context.ApiVersion] = kept };
        foreach (var entry in _entries.All.Where(entry => !ReferenceEquals(entry, own)))
        {
            owned[entry.ApiVersion] = owned.GetValueOrDefault(entry.ApiVersion, FieldSet.Empty).Union(entry.Fields);
        }

        var pruned = new ApplyPruning(_context).Prune(merged, own.Fields, own.ApiVersion, owned);
        return CanonicalJson.Normalize(pruned, _context.Type);
    }

    /// <summary>Nothing of what the applier owned is left out now: the usual case, and then nothing can go.</summary>
    private bool IsAllAppliedAgain(ManagedEntry own, FieldSet set) => own.ApiVersion == _context.ApiVersion && own.Fields.Except(set).IsEmpty;

    private ImmutableArray<ApplyConflict> Conflicts(List<ManagedEntry> others, OwnershipLoss loss)
    {
        var allowed = _context.Manager == LastApplied.Kubectl ? LastApplied.Unchanged(_live, _context.Type) : FieldSet.Empty;
        var conflicts = ImmutableArray.CreateBuilder<ApplyConflict>();
        foreach (var other in others.OrderBy(entry => entry.Identity.Describe(), StringComparer.Ordinal))
        {
            if (loss.In(other.ApiVersion) is { } seen && FieldSetJson.Touches(other.FieldsJson, seen.Set))
            {
                var fields = other.Fields.Intersect(seen.Set).Except(allowed);
                conflicts.AddRange(fields.Paths().Select(path => new ApplyConflict(other.Identity.Describe(), string.Concat(path))));
            }
        }

        return conflicts.DrainToImmutable();
    }

    private void Own(ManagedEntry? own, ManagerIdentity self, FieldSet set, bool isUnchanged)
    {
        if (own is null)
        {
            if (!set.IsEmpty)
            {
                _entries.All.Add(ManagedEntry.Create(self, _context.ApiVersion, set, _context.Time));
            }

            return;
        }

        if (!own.Fields.Equals(set))
        {
            own.SetFields(set);
        }

        own.SetApiVersion(_context.ApiVersion);
        if (!isUnchanged)
        {
            own.SetTime(_context.Time);
        }
    }
}

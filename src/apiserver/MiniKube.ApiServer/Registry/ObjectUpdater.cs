using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Storage;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Gates;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Warnings;

namespace MiniKube.ApiServer.Registry;

/// <summary>Changes objects, wholly or by patch: admits, defaults, keeps what is not the client's, validates, compares and swaps.</summary>
internal sealed class ObjectUpdater(RegistryServices services, ObjectCreator creator)
{
    /// <summary>Lost races are run again so often; far above the number of writers that one object sees.</summary>
    private const int AttemptsMax = 1000;

    /// <param name="request">Of what, by whom.</param>
    /// <param name="change">
    /// Makes the desired object from the existing one (null: there is none), which it leaves as it is. Called again after a lost race.
    /// A resourceVersion in its result that is not the existing one's is a conflict.
    /// </param>
    /// <param name="preconditions">To hold before the change.</param>
    /// <param name="cancellationToken">Gives up; the change may still be stored.</param>
    /// <exception cref="ApiException">The change is refused.</exception>
    public async ValueTask<UpdateResult> UpdateAsync(
        RegistryRequest request,
        Func<JsonObject?, JsonObject> change,
        Preconditions preconditions,
        CancellationToken cancellationToken)
    {
        var key = request.Resource.Keys.For(request.NamespacedName);
        using var turn = await services.Turns.TakeAsync(key, cancellationToken);
        var current = await services.Storage.FindAsync(key, cancellationToken);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (current is not { } stored)
            {
                if (await CreateAsync(request, change, cancellationToken) is { } created)
                {
                    return created;
                }

                current = await services.Storage.FindAsync(key, cancellationToken);
                continue;
            }

            var existing = request.Resource.Decode(await request.Resource.ReadyAsync(stored, cancellationToken));
            preconditions.Check(request, stored, existing);
            var desired = change(existing);
            CheckResourceVersion(request, desired, existing);
            desired = await PrepareAsync(request, desired, existing, cancellationToken);
            switch (await StoreAsync(request, stored, desired, existing, cancellationToken))
            {
                case WriteResult.Written written:
                    return new UpdateResult(written.Object, IsCreated: false);
                case WriteResult.Conflict lost:
                    current = lost.Current;
                    break;
                default:
                    break;
            }
        }

        throw StatusErrors.ModifiedConflict(request.GroupResource, request.Name);
    }

    /// <returns>Null when an apply finds that another write has just made the object.</returns>
    private async ValueTask<UpdateResult?> CreateAsync(
        RegistryRequest request,
        Func<JsonObject?, JsonObject> change,
        CancellationToken cancellationToken)
    {
        var isAllowed = request.CreatesMissing || request.Resource.Strategy.AllowsCreateOnUpdate;
        if (!isAllowed || request.Subresource.Length > 0)
        {
            throw StatusErrors.NotFound(request.GroupResource, request.Name);
        }

        if (request.BeforeCreate is { } check)
        {
            await check(cancellationToken);
        }

        var desired = change(null);
        desired.Metadata.Remove("resourceVersion");
        try
        {
            return new UpdateResult(await creator.CreateAsync(request, desired, cancellationToken), IsCreated: true);
        }
        catch (ApiException error) when (request.CreatesMissing && error.Status.Reason == StatusReason.AlreadyExists)
        {
            return null;
        }
    }

    private static void CheckResourceVersion(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var asked = desired.Metadata.Text("resourceVersion");
        if (asked is "" or "0")
        {
            if (!request.Resource.Strategy.AllowsUnconditionalUpdate)
            {
                // Upstream names the resource here, where it names the kind everywhere else.
                throw StatusErrors.Invalid(
                    request.Resource.Definition.Kind with { Kind = request.GroupResource.Resource },
                    request.Name,
                    [new StatusCause("FieldValueInvalid", "Invalid value: 0: must be specified for an update", "metadata.resourceVersion")]);
            }
        }
        else if (asked != existing.Metadata.Text("resourceVersion"))
        {
            throw StatusErrors.ModifiedConflict(request.GroupResource, request.Name);
        }

        var uid = desired.Metadata.Text("uid");
        if (uid.Length > 0 && uid != existing.Metadata.Text("uid"))
        {
            throw StatusErrors.Conflict(
                request.GroupResource,
                request.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {existing.Metadata.Text("uid")}");
        }
    }

    private async ValueTask<JsonObject> PrepareAsync(
        RegistryRequest request,
        JsonObject desired,
        JsonObject existing,
        CancellationToken cancellationToken)
    {
        var definition = request.Resource.Definition;
        var strategy = request.Resource.Strategy;
        ObjectMetadata.MatchPath(request, desired);
        ObjectMetadata.MergeOwners(request, desired);
        ObjectMetadata.FillForUpdate(desired, existing);
        if (!request.IsOfOnePart)
        {
            Defaulter.Apply(desired, definition);
        }

        var isTimeOnly = services.Ownership.Track(request, existing, desired);
        await MutateAsync(request, desired, existing, cancellationToken);
        if (request.IsOfOnePart)
        {
            // The hottest of writes: all but that part is as stored, thus in order already.
            strategy.PrepareForSubresource(request, desired, existing);
            GatedFields.Drop(desired, existing, definition);
        }
        else
        {
            Defaulter.Apply(desired, definition);
            PrepareDesired(request, desired, existing);
            GatedFields.Drop(desired, existing, definition);
            desired = CanonicalJson.Normalize(desired, definition.Schema);
        }

        if (strategy.IsNewGeneration(request, desired, existing))
        {
            desired.Metadata["generation"] = (existing.Metadata.Integer("generation") ?? 0) + 1;
        }

        if (isTimeOnly)
        {
            OwnershipTimes.Settle(existing, desired);
        }

        ObjectRules.CheckUpdate(request, desired, existing);
        if (request.Subresource.Length == 0)
        {
            request.Warn(ObjectWarnings.OnUpdate(desired, existing, definition));
        }

        await services.Admission.ValidateAsync(AdmissionOf(request, desired, existing), cancellationToken);
        return desired;
    }

    private async ValueTask MutateAsync(RegistryRequest request, JsonObject desired, JsonObject existing, CancellationToken cancellationToken)
    {
        var admission = AdmissionOf(request, desired, existing);
        await services.Admission.MutateAsync(admission, cancellationToken);
        if (request.Part is { } part)
        {
            desired.ReplaceBy(part.Into(admission.Object!, desired));
        }

        ObjectMetadata.MatchPath(request, desired);
    }

    private static AdmissionRequest AdmissionOf(RegistryRequest request, JsonObject desired, JsonObject existing) => request.Part is { } part
        ? new(AdmissionOperation.Update, request with { Subresource = part.Subresource }, part.Of(desired), part.Of(existing))
        : new(AdmissionOperation.Update, request, desired, existing);

    private static void PrepareDesired(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var strategy = request.Resource.Strategy;
        if (request.Subresource.Length > 0)
        {
            strategy.PrepareForSubresource(request, desired, existing);
            return;
        }

        if (request.Resource.Definition.HasStatus)
        {
            desired.CopyFrom(existing, "status");
        }

        strategy.PrepareForUpdate(request, desired, existing);
    }

    private async ValueTask<WriteResult> StoreAsync(
        RegistryRequest request,
        StoredObject stored,
        JsonObject desired,
        JsonObject existing,
        CancellationToken cancellationToken)
    {
        var resource = request.Resource;
        var batch = new WriteBatch();
        var isRemoved = IsLetGo(resource.Strategy, desired);
        if (isRemoved)
        {
            resource.Strategy.Release(existing, batch);
        }
        else if (request.Subresource.Length == 0)
        {
            await resource.Strategy.AllocateAsync(request, desired, existing, batch, cancellationToken);
        }

        var value = await resource.EncodeAsync(desired, stored, cancellationToken);
        using var claim = isRemoved ? null : await services.Admission.ClaimAsync(AdmissionOf(request, desired, existing), batch, cancellationToken);
        if (request.IsDryRun || (!isRemoved && batch.IsEmpty && value.AsSpan().SequenceEqual(stored.Value.Span)))
        {
            return new WriteResult.Written(new StoredObject(stored.Key, value, stored.Revision));
        }

        var result = isRemoved
            ? await services.Storage.DeleteAsync(stored, batch, cancellationToken)
            : await services.Storage.PutAsync(stored.Key, stored.Revision, value, batch, cancellationToken);
        return isRemoved && result is WriteResult.Written written
            ? new WriteResult.Written(new StoredObject(stored.Key, value, written.Object.Revision))
            : result;
    }

    /// <summary>True when an object whose deletion has begun has nothing left that keeps it.</summary>
    private static bool IsLetGo(Strategy strategy, JsonObject desired) =>
        desired.IsTerminating
        && desired.Metadata.List("finalizers") is null or { Count: 0 }
        && desired.Metadata.Integer("deletionGracePeriodSeconds") is null or 0
        && !strategy.IsHeldBack(desired);
}

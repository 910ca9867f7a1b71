using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Gates;
using MiniKube.Schema.Warnings;

namespace MiniKube.ApiServer.Registry;

/// <summary>Makes new objects: admits, defaults, validates, stores.</summary>
internal sealed class ObjectCreator(RegistryServices services)
{
    /// <summary>Lost races for an address, a port or a namespace are run again so often.</summary>
    private const int AttemptsMax = 32;

    private readonly GeneratedNames _names = new(services.Surroundings.Random);

    /// <param name="request">Of what, by whom.</param>
    /// <param name="desired">The decoded body; becomes the stored object.</param>
    /// <param name="cancellationToken">Gives up; the object may still be stored.</param>
    /// <exception cref="ApiException">The object is refused, or there is one of its name.</exception>
    public async ValueTask<StoredObject> CreateAsync(RegistryRequest request, JsonObject desired, CancellationToken cancellationToken)
    {
        if (desired.Metadata.Text("resourceVersion") is { Length: > 0 } and not "0")
        {
            throw StatusErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        ObjectMetadata.MatchPath(request, desired);
        ObjectMetadata.MergeOwners(request, desired);
        ObjectMetadata.ClearForCreate(desired);

        // Who sent a field owns it, or left it to its default; what admission puts in is nobody's.
        Defaulter.Apply(desired, request.Resource.Definition);
        _ = services.Ownership.Track(request, existing: null, desired);
        var admission = new AdmissionRequest(AdmissionOperation.Create, request, desired, Existing: null);
        await services.Admission.MutateAsync(admission, cancellationToken);
        ObjectMetadata.MatchPath(request, desired);
        ObjectMetadata.FillForCreate(request, desired, services.Surroundings.Uids);
        var isGenerated = desired.Name.Length == 0 && desired.Metadata.Text("generateName").Length > 0;
        if (isGenerated)
        {
            desired.Metadata["name"] = _names.Next(desired.Metadata.Text("generateName"));
        }

        Prepare(request, desired);
        ObjectRules.CheckCreate(request, desired);
        request.Warn(ObjectWarnings.OnCreate(desired, request.Resource.Definition));
        await services.Admission.ValidateAsync(admission, cancellationToken);

        for (var namesTried = 1; ; namesTried++)
        {
            if (await StoreAsync(admission, desired, cancellationToken) is { } stored)
            {
                return stored;
            }

            if (!isGenerated || namesTried == GeneratedNames.AttemptsMax)
            {
                throw StatusErrors.AlreadyExists(request.GroupResource, desired.Name);
            }

            desired.Metadata["name"] = _names.Next(desired.Metadata.Text("generateName"));
        }
    }

    private static void Prepare(RegistryRequest request, JsonObject desired)
    {
        var definition = request.Resource.Definition;
        if (definition.HasStatus && !request.Resource.Strategy.TakesStatusOnCreate)
        {
            desired.Remove("status");
        }

        Defaulter.Apply(desired, definition);
        GatedFields.Drop(desired, existing: null, definition);
        request.Resource.Strategy.PrepareForCreate(request, desired);
    }

    /// <returns>Null when the name is taken.</returns>
    private async ValueTask<StoredObject?> StoreAsync(AdmissionRequest admission, JsonObject desired, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        var resource = request.Resource;
        var key = resource.Keys.For(new(request.Namespace, desired.Name));
        for (var attempt = 1; ; attempt++)
        {
            var tree = resource.Strategy.Allocates ? desired.DeepClone().AsObject() : desired;
            var batch = BatchFor(request);
            await resource.Strategy.AllocateAsync(request, tree, existing: null, batch, cancellationToken);
            var value = await resource.EncodeAsync(tree, cancellationToken);
            using var claim = await services.Admission.ClaimAsync(admission, batch, cancellationToken);
            if (request.IsDryRun)
            {
                return await services.Storage.FindAsync(key, cancellationToken) is null ? new StoredObject(key, value, Revision.Zero) : null;
            }

            switch (await services.Storage.PutAsync(key, Revision.Zero, value, batch, cancellationToken))
            {
                case WriteResult.Written written:
                    return written.Object;
                case WriteResult.Conflict:
                    return null;
                default:
                    // The namespace may be gone by now: its absence then refuses the next attempt.
                    await services.Admission.CheckNamespaceAsync(admission, cancellationToken);
                    break;
            }

            if (attempt == AttemptsMax)
            {
                throw StatusErrors.Conflict(request.GroupResource, desired.Name, "too many requests for the same addresses; try again");
            }
        }
    }

    /// <summary>An object must not outlive its namespace or its definition, so these have to be there in the same transaction.</summary>
    private static WriteBatch BatchFor(RegistryRequest request)
    {
        var batch = new WriteBatch();
        if (request.Resource.Definition.IsNamespaced)
        {
            batch.Comparisons.Add(new Comparison.Exists(ResourceKeys.Namespaces.For(new("", request.Namespace))));
        }

        if (request.Resource.Definition.Custom is { } custom)
        {
            batch.Comparisons.Add(new Comparison.Exists(ResourceKeys.Definitions.For(new("", custom.Definition))));
        }

        return batch;
    }
}

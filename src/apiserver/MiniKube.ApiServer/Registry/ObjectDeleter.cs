using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>Deletes objects, or marks them when something keeps them.</summary>
internal sealed class ObjectDeleter(RegistryServices services)
{
    /// <summary>Lost races are run again so often.</summary>
    private const int AttemptsMax = 1000;

    /// <exception cref="ApiException">There is no such object, or the deletion is refused.</exception>
    public async ValueTask<DeleteResult> DeleteAsync(RegistryRequest request, DeleteOptions options, CancellationToken cancellationToken)
    {
        var resource = request.Resource;
        var key = resource.Keys.For(request.NamespacedName);
        using var turn = await services.Turns.TakeAsync(key, cancellationToken);
        var current = await services.Storage.FindAsync(key, cancellationToken);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (current is not { } stored)
            {
                throw StatusErrors.NotFound(request.GroupResource, request.Name);
            }

            var existing = resource.Decode(await resource.ReadyAsync(stored, cancellationToken));
            options.Preconditions.Check(request, stored, existing);
            var admission = new AdmissionRequest(AdmissionOperation.Delete, request, Object: null, existing)
            {
                Options = () => options.ToTree(request.IsDryRun),
            };
            await services.Admission.MutateAsync(admission, cancellationToken);
            await services.Admission.ValidateAsync(admission, cancellationToken);
            var uid = existing.Metadata.Text("uid");
            var plan = DeletionPlanner.Plan(existing, options, resource.Strategy, request.Now);
            if (plan is DeletionPlan.Pending)
            {
                return new DeleteResult(stored, IsGone: false, uid);
            }

            var batch = new WriteBatch();
            if (plan is DeletionPlan.Remove)
            {
                resource.Strategy.Release(existing, batch);
            }

            var value = plan is DeletionPlan.Mark mark ? await resource.EncodeAsync(mark.Marked, cancellationToken) : null;
            if (request.IsDryRun || (value is not null && value.AsSpan().SequenceEqual(stored.Value.Span)))
            {
                return new DeleteResult(value is null ? stored : new StoredObject(key, value, stored.Revision), value is null, uid);
            }

            var result = value is null
                ? await services.Storage.DeleteAsync(stored, batch, cancellationToken)
                : await services.Storage.PutAsync(key, stored.Revision, value, batch, cancellationToken);
            if (result is WriteResult.Written written)
            {
                return new DeleteResult(written.Object, value is null, uid);
            }

            current = result is WriteResult.Conflict lost ? lost.Current : stored;
        }

        throw StatusErrors.ModifiedConflict(request.GroupResource, request.Name);
    }
}

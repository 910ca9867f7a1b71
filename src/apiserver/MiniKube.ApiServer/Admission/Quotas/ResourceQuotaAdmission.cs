using MiniKube.Api.Errors;
using MiniKube.Api.Quotas;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>
/// Holds writes against the ResourceQuotas of their namespace. What is used is written in the transaction that stores the object, on the
/// condition that the quota is still as it was read: nothing can be sold twice, by however many servers, and nothing is taken for an object that
/// is not stored after all. What is given back, the quota controller sees.
/// </summary>
internal sealed class ResourceQuotaAdmission(ObjectStorage storage, ServedResource quotas, SettledQuotas settled) : IClaimingAdmission
{
    private readonly Turnstile _turnstile = new();

    public async ValueTask<IDisposable?> ClaimAsync(AdmissionRequest admission, WriteBatch batch, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        await settled.CatchUpAsync(cancellationToken);
        if (!settled.Index.HasAny(request.Namespace)
            || EvaluatorOf(admission) is not { } evaluator
            || !settled.Index.Bounds(request.Namespace, evaluator))
        {
            return null;
        }

        var turn = await _turnstile.EnterAsync(request.Namespace, cancellationToken);
        try
        {
            await ChargeAsync(admission, evaluator, batch, cancellationToken);
            if (batch.IsEmpty)
            {
                turn.Dispose();
                return null;
            }

            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private static IQuotaEvaluator? EvaluatorOf(AdmissionRequest admission)
    {
        var (operation, subresource) = (admission.Operation, admission.Request.Subresource);
        if (operation == AdmissionOperation.Create ? subresource.Length > 0 : operation != AdmissionOperation.Update)
        {
            return null;
        }

        var evaluator = QuotaEvaluators.For(admission.Request.GroupResource);
        return operation == AdmissionOperation.Create || evaluator.CountsUpdates(subresource) ? evaluator : null;
    }

    private async ValueTask ChargeAsync(AdmissionRequest admission, IQuotaEvaluator evaluator, WriteBatch batch, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        var written = admission.Object!;
        var delta = evaluator.Usage(written, request.Now);
        if (delta.Negative() is { IsEmpty: false } negative)
        {
            throw Refusal(admission, $"quota usage is negative for resource(s): {string.Join(',', negative.Names)}");
        }

        if (admission.Existing is { } existing && admission.Operation == AdmissionOperation.Update)
        {
            delta = delta.LessBy(evaluator.Usage(existing, request.Now));
        }

        delta = delta.WithoutZeros();
        var found = await storage.RangeAsync(quotas.Keys.Range(request.Namespace), Revision.Zero, 0, cancellationToken);
        foreach (var item in found.Items)
        {
            var stored = new StoredObject(item);
            var quota = quotas.Decode(stored);
            switch (QuotaCheck.Run(quota, evaluator, written, delta))
            {
                case QuotaVerdict.Refused refused:
                    throw Refusal(admission, refused.Why);
                case QuotaVerdict.Charged charged when !request.IsDryRun:
                    quota.Ensure("status")["used"] = charged.Used.ToJson();
                    batch.Comparisons.Add(new Comparison.ModRevisionIs(stored.Key, stored.Revision));
                    batch.Operations.Add(new Operation.Put(stored.Key, await quotas.EncodeAsync(quota, cancellationToken)));
                    break;
                default:
                    break;
            }
        }
    }

    private static ApiException Refusal(AdmissionRequest admission, string why) =>
        StatusErrors.Forbidden(admission.Request.GroupResource, admission.Name, why);
}

namespace MiniKube.Client.Queues;

/// <summary>Brings one object from what is to what should be. Told only which object; reads the state itself.</summary>
public interface IReconciler<TKey>
{
    Task<ReconcileResult> ReconcileAsync(TKey key, CancellationToken cancellationToken);
}

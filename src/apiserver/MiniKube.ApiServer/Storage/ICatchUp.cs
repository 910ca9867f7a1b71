namespace MiniKube.ApiServer.Storage;

/// <summary>Brings what is known of the store up to the last write of this server.</summary>
internal interface ICatchUp
{
    ValueTask CatchUpAsync(CancellationToken cancellationToken);
}

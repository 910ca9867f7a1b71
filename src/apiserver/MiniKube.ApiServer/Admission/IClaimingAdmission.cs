using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>A plug-in that takes something in the same transaction as the write, once everybody else has admitted it.</summary>
internal interface IClaimingAdmission
{
    /// <summary>Puts into the batch what has to hold and to be written with the object.</summary>
    /// <returns>Held until the transaction is through; null when there is nothing to hold.</returns>
    /// <exception cref="Api.Errors.ApiException">There is not enough.</exception>
    ValueTask<IDisposable?> ClaimAsync(AdmissionRequest admission, WriteBatch batch, CancellationToken cancellationToken);
}

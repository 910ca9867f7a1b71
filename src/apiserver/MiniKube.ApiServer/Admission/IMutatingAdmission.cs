namespace MiniKube.ApiServer.Admission;

/// <summary>A plug-in that may change a new object, or refuse by <see cref="Api.Errors.ApiException"/>.</summary>
internal interface IMutatingAdmission
{
    ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken);
}

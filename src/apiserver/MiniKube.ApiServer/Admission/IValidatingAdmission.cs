namespace MiniKube.ApiServer.Admission;

/// <summary>A plug-in that may refuse, by <see cref="Api.Errors.ApiException"/>, once the object is as it would be stored.</summary>
internal interface IValidatingAdmission
{
    ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken);
}

namespace GangExitStream.Schemas.Registry;

/// <summary>Reasons of failed requests to the schema registry. The numbers are stable.</summary>
public enum RegistryErrorId
{
    /// <summary>No answer in time, or a temporary error, in every attempt.</summary>
    Unavailable = 1,

    /// <summary>The registry rejects the credentials (401).</summary>
    Unauthorized = 2,

    /// <summary>The subject, schema or path does not exist (404).</summary>
    NotFound = 3,

    /// <summary>The schema is not compatible with the subject's earlier ones (409).</summary>
    Incompatible = 4,

    /// <summary>The registry refused the request (any other 4xx).</summary>
    Refused = 5,

    /// <summary>The answer does not conform to the interface.</summary>
    BadAnswer = 6,

    /// <summary>The schema of this id is not an Avro schema (JSON, Protobuf).</summary>
    NotAvro = 7,

    /// <summary>The user is not permitted to do this (403).</summary>
    Forbidden = 8,

    /// <summary>No TLS connection: one side does not trust the other's certificate.</summary>
    NotTrusted = 9,

    /// <summary>The registry does not have the schema, and registering it is turned off or was refused.</summary>
    NotRegistered = 10,
}

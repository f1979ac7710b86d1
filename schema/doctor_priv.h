/* SPDX-License-Identifier: MIT
 * The checks of doctor_folders.c, doctor_network.c and doctor_texts.c, for the table in doctor_store.c. */
#ifndef SCHEMA_DOCTOR_PRIV_H
#define SCHEMA_DOCTOR_PRIV_H

#include "schema/doctor.h"

int doctor_check_folders(void *ctx, struct finding *finding, struct err *err);
int doctor_fix_folders(void *ctx, struct err *err);
int doctor_check_settings(void *ctx, struct finding *finding, struct err *err);
int doctor_check_network(void *ctx, struct finding *finding, struct err *err);
int doctor_fix_settings(void *ctx, struct err *err);
int doctor_check_texts(void *ctx, struct finding *finding, struct err *err);
int doctor_fix_texts(void *ctx, struct err *err);

#endif
